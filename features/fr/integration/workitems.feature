# language: fr
# Généré par « interop translate » à partir de features/integration/workitems.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@DICOMweb @UPS-RS @DICOM.PS3.18
Fonctionnalité: Le travail demandé par le web est fait une fois, et l'on sait qu'il est fait
  Les reconstructions et les mesures sont distribuées par des listes de travaux.
  Que deux fassent le même travail, ou que personne ne le fasse, retarde de même le compte rendu.

  Règle: Le travail est fait une fois, par qui s'en est chargé

    @TC-WEB-015 @shall @positive
    Scénario: Une reconstruction est demandée, prise en charge et faite
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue demande par le web une reconstruction de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et l'appareil "MR_1" se charge de la reconstruction de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et l'appareil "MR_1" termine la reconstruction de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Alors la reconstruction de l'examen "Scanner thoracique" de la patiente "Ana Torres" figure comme terminée

    @TC-WEB-016 @shall @negative
    Scénario: Personne ne termine le travail dont un autre s'est chargé
      Étant donné que l'examen "Scanner thoracique" de la patiente "Ana Torres" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue demande par le web une reconstruction de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et l'appareil "MR_1" se charge de la reconstruction de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Et l'appareil "DX_1" essaie de s'emparer de la reconstruction de l'examen "Scanner thoracique" de la patiente "Ana Torres" et de la terminer
      Alors la reconstruction de l'examen "Scanner thoracique" de la patiente "Ana Torres" figure comme en cours

    @TC-WEB-017 @shall @negative
    Scénario: Un travail annulé n'est pas commencé
      Étant donné que l'examen "Scanner thoracique" du patient "Luis Mba" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue demande par le web une reconstruction de l'examen "Scanner thoracique" du patient "Luis Mba"
      Et le radiologue demande par le web l'annulation de la reconstruction de l'examen "Scanner thoracique" du patient "Luis Mba"
      Alors la reconstruction de l'examen "Scanner thoracique" du patient "Luis Mba" figure comme annulée
      Et l'appareil "MR_1" ne peut plus se charger de la reconstruction de l'examen "Scanner thoracique" du patient "Luis Mba"
