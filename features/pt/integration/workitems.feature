# language: pt
# Gerado com «interop translate» a partir de features/integration/workitems.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@DICOMweb @UPS-RS @DICOM.PS3.18
Funcionalidade: O trabalho que se pede pela web faz-se uma vez, e sabe-se que está feito
  As reconstruções e as medições são distribuídas por listas de trabalhos.
  Que dois façam o mesmo trabalho, ou que ninguém o faça, atrasa igualmente o relatório.

  Regra: O trabalho faz-se uma vez, por quem se encarregou dele

    @TC-WEB-015 @shall @positive
    Cenário: Uma reconstrução é pedida, alguém se encarrega dela e é feita
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando o radiologista pede pela web uma reconstrução do exame "TC do tórax" da paciente "Ana Torres"
      E o equipamento "MR_1" encarrega-se da reconstrução do exame "TC do tórax" da paciente "Ana Torres"
      E o equipamento "MR_1" termina a reconstrução do exame "TC do tórax" da paciente "Ana Torres"
      Então a reconstrução do exame "TC do tórax" da paciente "Ana Torres" consta como terminada

    @TC-WEB-016 @shall @negative
    Cenário: Ninguém termina o trabalho de que outro se encarregou
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando o radiologista pede pela web uma reconstrução do exame "TC do tórax" da paciente "Ana Torres"
      E o equipamento "MR_1" encarrega-se da reconstrução do exame "TC do tórax" da paciente "Ana Torres"
      E o equipamento "DX_1" tenta ficar com a reconstrução do exame "TC do tórax" da paciente "Ana Torres" e terminá-la
      Então a reconstrução do exame "TC do tórax" da paciente "Ana Torres" consta como em curso

    @TC-WEB-017 @shall @negative
    Cenário: Um trabalho anulado não se começa
      Dado que o exame "TC do tórax" do paciente "Luis Mba" foi realizado no equipamento "CT_ER1"
      Quando o radiologista pede pela web uma reconstrução do exame "TC do tórax" do paciente "Luis Mba"
      E o radiologista pede pela web que se anule a reconstrução do exame "TC do tórax" do paciente "Luis Mba"
      Então a reconstrução do exame "TC do tórax" do paciente "Luis Mba" consta como anulada
      E o equipamento "MR_1" já não pode encarregar-se da reconstrução do exame "TC do tórax" do paciente "Luis Mba"
