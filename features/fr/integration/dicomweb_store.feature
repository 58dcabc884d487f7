# language: fr
# Généré par « interop translate » à partir de features/integration/dicomweb_store.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@DICOMweb @DICOM.PS3.18
Fonctionnalité: Ce qui est envoyé à l'archive par le web est conservé entier
  De plus en plus d'appareils et de portails envoient par le web et non plus comme avant.
  Une image dite archivée qui ne l'est pas ne peut pas être refaite.

  Règle: Ce qui est envoyé par le web est archivé, ou nommé comme refusé

    @TC-WEB-009 @shall @positive
    Scénario: Les images envoyées par le web parviennent à la station de travail
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" envoie par le web au système "PACS" l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Alors le système "PACS" dit par le web qu'il a archivé 2 images et refusé 0
      Et les images de l'examen "Scanner thoracique" de la patiente "Ana Torres" reviennent à une station de travail telles qu'elles ont été envoyées par le web

    @TC-WEB-010 @shall @negative
    Scénario: Une image d'un autre examen est refusée nommément
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Et que l'examen "Scanner cérébral sans injection" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" envoie par le web l'examen "Scanner thoracique" de la patiente "Ana Torres", avec une image de l'examen "Scanner cérébral sans injection"
      Alors le système "PACS" dit par le web qu'il a archivé 2 images et refusé 1
      Et le nombre d'images de l'examen "Scanner thoracique" de la patiente "Ana Torres" dans le système "PACS" est de 2

    @TC-WEB-011 @shall @negative
    Scénario: Ce qui n'est pas une image est refusé par le web
      Étant donné que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" envoie par le web l'examen "Scanner thoracique" du patient "Luis Mba" comme un fichier d'un autre type
      Alors le système "PACS" le refuse par le web et n'a aucune image de l'examen "Scanner thoracique" du patient "Luis Mba"

    @TC-WEB-013 @should @positive
    Plan du scénario: Les images dont la description est envoyée en "<format>" sont de nouveau entières dans l'archive
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" envoie par le web l'examen "Scanner thoracique" de la patiente "Ana Torres", la description en "<format>" et les pixels à part
      Alors le système "PACS" dit par le web qu'il a archivé 2 images et refusé 0
      Et les images de l'examen "Scanner thoracique" de la patiente "Ana Torres" reviennent à une station de travail telles qu'elles ont été envoyées par le web

      Exemples:
        | format |
        | JSON   |
        | XML    |

    @TC-WEB-014 @should @negative
    Scénario: Une image qui arrive sans ses pixels est refusée, et les autres sont archivées
      Étant donné que l'examen "Scanner thoracique" du patient "Luis Mba" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" envoie par le web l'examen "Scanner thoracique" du patient "Luis Mba" par parties, sans les pixels de la dernière image
      Alors le système "PACS" dit par le web qu'il a archivé 2 images et refusé 1
      Et le nombre d'images de l'examen "Scanner thoracique" du patient "Luis Mba" dans le système "PACS" est de 2
