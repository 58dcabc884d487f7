# language: pt
# Gerado com «interop translate» a partir de features/integration/dicomweb_store.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@DICOMweb @DICOM.PS3.18
Funcionalidade: O que se envia ao arquivo pela web é guardado inteiro
  Cada vez mais equipamentos e portais enviam pela web e não como antes.
  Uma imagem dada por guardada que não o está não se pode repetir.

  Regra: O que se envia pela web é guardado, ou nomeado como recusado

    @TC-WEB-009 @shall @positive
    Cenário: As imagens enviadas pela web chegam à estação de trabalho
      Dado que o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" envia pela web ao sistema "PACS" o exame "TC do tórax" da paciente "Ana Torres"
      Então o sistema "PACS" diz pela web que guardou 2 imagens e recusou 0
      E as imagens do exame "TC do tórax" da paciente "Ana Torres" voltam a uma estação de trabalho tal como foram enviadas pela web

    @TC-WEB-010 @shall @negative
    Cenário: Uma imagem de outro exame é recusada pelo seu nome
      Dado que o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      E o exame "TC crânio-encefálica sem contraste" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" envia pela web o exame "TC do tórax" da paciente "Ana Torres", com uma imagem do exame "TC crânio-encefálica sem contraste"
      Então o sistema "PACS" diz pela web que guardou 2 imagens e recusou 1
      E o número de imagens do exame "TC do tórax" da paciente "Ana Torres" no sistema "PACS" é 2

    @TC-WEB-011 @shall @negative
    Cenário: O que não é uma imagem é recusado pela web
      Dado que o exame "TC do tórax" do paciente "Luis Mba" está agendado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" envia pela web o exame "TC do tórax" do paciente "Luis Mba" como um ficheiro de outro tipo
      Então o sistema "PACS" recusa-o pela web e não tem nenhuma imagem do exame "TC do tórax" do paciente "Luis Mba"

    @TC-WEB-013 @should @positive
    Esquema do Cenário: As imagens cuja descrição é enviada em "<format>" voltam a estar inteiras no arquivo
      Dado que o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" envia pela web o exame "TC do tórax" da paciente "Ana Torres", a descrição em "<format>" e os píxeis à parte
      Então o sistema "PACS" diz pela web que guardou 2 imagens e recusou 0
      E as imagens do exame "TC do tórax" da paciente "Ana Torres" voltam a uma estação de trabalho tal como foram enviadas pela web

      Exemplos:
        | format |
        | JSON   |
        | XML    |

    @TC-WEB-014 @should @negative
    Cenário: Uma imagem que chega sem os seus píxeis é recusada, e as outras são guardadas
      Dado que o exame "TC do tórax" do paciente "Luis Mba" está agendado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" envia pela web o exame "TC do tórax" do paciente "Luis Mba" por partes, sem os píxeis da última imagem
      Então o sistema "PACS" diz pela web que guardou 2 imagens e recusou 1
      E o número de imagens do exame "TC do tórax" do paciente "Luis Mba" no sistema "PACS" é 2
